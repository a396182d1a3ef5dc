/** Photographs, signatures and other files. */

import type { UploadNode } from '@getodk/xforms-engine';
import { h, newId } from '../dom';
import { hasAppearance } from '../nodes';
import { asFile, LARGEST_FILE, LONGER_SIDE, smaller } from '../photo';
import { saySize, say } from '../words';
import { frame, type Asked, type Control, type Page } from './control';

export function fileControl(asked: Asked<UploadNode>, page: Page): Control {
  const isDrawn = hasAppearance(asked.node, 'signature', 'draw');
  const isImage = asked.node.nodeOptions.media.type === 'image';
  const id = newId();
  const picker = h('input', {
    id,
    type: 'file',
    class: 'visually-hidden file-input',
    accept: asked.node.nodeOptions.media.accept,
    capture: hasAppearance(asked.node, 'new') ? 'environment' : undefined,
  });
  const choose = h('label', { class: 'button secondary', for: id });
  const told = h('p', { class: 'fault', role: 'status' });
  const preview = h('img', { class: 'preview', alt: '' });
  const kept = h('p', { class: 'taken' });
  const remove = h('button', { type: 'button', class: 'link-button clear' }, say('removeFile'));
  const set = (file: File | null) => {
    asked.node.setValue(file);
    page.changed();
  };
  const nameAndSize = () => {
    const { value, instanceValue } = asked.node.currentState;
    return value ? say('fileKept', { name: instanceValue, size: saySize(value.size) }) : '';
  };
  const pad = isDrawn ? signaturePad((file) => page.busy(file.then(set))) : null;
  const framed = frame(asked, page, [preview, kept, ...(pad ? [pad.element] : []), told, picker, choose, remove], true);

  const keep = async (file: File) => {
    kept.textContent = say('preparing');
    kept.hidden = false;
    try {
      const made = isImage ? await smaller(file, asked.node.maxPixels ?? LONGER_SIDE) : file;
      if (made.size > LARGEST_FILE) told.textContent = say('fileTooLarge', { size: saySize(LARGEST_FILE) });
      else set(made);
    } catch {
      told.textContent = say('fileUnreadable');
    }
    kept.textContent = nameAndSize();
    kept.hidden = !kept.textContent;
  };
  picker.addEventListener('change', () => {
    const [file] = picker.files ?? [];
    picker.value = '';
    told.textContent = '';
    if (file) page.busy(keep(file));
  });
  remove.addEventListener('click', () => {
    pad?.clear();
    set(null);
    picker.focus();
  });

  let shown: File | null | undefined;
  return {
    asked,
    element: framed.element,
    focus: () => picker.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      const { value, readonly } = asked.node.currentState;
      choose.textContent = say(isDrawn ? 'signatureFile' : value ? 'replaceFile' : isImage ? 'takePhoto' : 'chooseFile');
      remove.hidden = !value || readonly;
      picker.disabled = readonly;
      choose.hidden = readonly;
      if (pad) pad.element.hidden = value !== null || readonly;
      if (value === shown) return;
      if (shown) URL.revokeObjectURL(preview.src);
      shown = value;
      preview.hidden = !value || !isImage;
      preview.src = value && isImage ? URL.createObjectURL(value) : '';
      kept.textContent = nameAndSize();
      kept.hidden = !value;
    },
  };
}

/** A field to sign in with a finger. Whoever cannot, chooses a picture below it. */
function signaturePad(done: (file: Promise<File>) => void): { element: HTMLElement; clear(): void } {
  const canvas = h('canvas', { class: 'pad', width: 640, height: 240, role: 'img', 'aria-label': say('sign') });
  const ready = h('button', { type: 'button', class: 'button secondary', disabled: true }, say('keepSignature'));
  const again = h('button', { type: 'button', class: 'link-button' }, say('signAgain'));
  const element = h('div', { class: 'signature' }, h('p', { class: 'hint' }, say('sign')), canvas, h('div', { class: 'actions' }, ready, again));
  const context = canvas.getContext('2d');
  const clear = () => {
    if (!context) return;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    ready.disabled = true;
  };
  const at = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height] as const;
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    context?.beginPath();
    context?.moveTo(...at(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!context || !canvas.hasPointerCapture(event.pointerId)) return;
    context.lineWidth = 4;
    context.lineCap = 'round';
    context.strokeStyle = '#10181f';
    context.lineTo(...at(event));
    context.stroke();
    ready.disabled = false;
  });
  ready.addEventListener('click', () => done(asFile(canvas, 'image/png', 'signature.png')));
  again.addEventListener('click', clear);
  clear();
  return { element, clear };
}
