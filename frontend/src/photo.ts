/**
 * Photographs are made smaller before they are kept: the longer side at most 1,600 points, JPEG of quality 0.8.
 *
 * That is about 300 KB, sharp enough to read a results protocol. What the camera wrote beside the picture, such as
 * the position, is left behind.
 */

export const LONGER_SIDE = 1600;
const QUALITY = 0.8;
/** A file that is no photograph is sent as it is, up to this size. */
export const LARGEST_FILE = 20 * 2 ** 20;

export class NotAPicture extends Error {}

/** A photograph made smaller, as a JPEG file. */
export async function smaller(photo: File, longerSide = LONGER_SIDE): Promise<File> {
  const bitmap = await createImageBitmap(photo, { imageOrientation: 'from-image' }).catch(() => {
    throw new NotAPicture();
  });
  const scale = Math.min(1, longerSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext('2d')!;
  // What was transparent is paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return asFile(canvas, 'image/jpeg', 'photo.jpg');
}

export async function asFile(canvas: HTMLCanvasElement, type: string, name: string): Promise<File> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  if (!blob) throw new NotAPicture();
  return new File([blob], name, { type });
}
