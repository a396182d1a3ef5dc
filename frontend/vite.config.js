/**
 * One page and one service worker, into the static files of the package.
 *
 * build.json tells the server which files there are: the page links the entry and its style, the service
 * worker keeps all of them.
 */
import { createHash } from 'node:crypto';
import { defineConfig } from 'vite';

const OUT = '../src/baqylau/observation/static/observation/fill';

/** The engine carries its WebAssembly as base64 in its source: a third more to load, and to parse as text. */
export function wasmAsFiles() {
  const inline = /"data:application\/wasm;base64,([A-Za-z0-9+/=]+)"/g;
  return {
    name: 'wasm-as-files',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('@getodk/xforms-engine')) return null;
      let found = 0;
      const changed = code.replace(inline, (_, base64) => {
        found += 1;
        const file = this.emitFile({ type: 'asset', name: 'xpath.wasm', source: Buffer.from(base64, 'base64') });
        return `import.meta.ROLLUP_FILE_URL_${file}`;
      });
      if (found !== 2) this.error(`The engine has ${found} inline WebAssembly modules, not 2.`);
      return { code: changed, map: null };
    },
  };
}

function listOfFiles() {
  return {
    name: 'list-of-files',
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name !== 'sw.js').sort();
      const digest = createHash('sha256');
      for (const name of files) digest.update(name).update(bundle[name].code ?? bundle[name].source);
      const entry = files.find((name) => bundle[name].isEntry);
      const style = files.find((name) => name.endsWith('.css'));
      const source = JSON.stringify({ entry, style, files, digest: digest.digest('hex').slice(0, 16) }, null, 1);
      this.emitFile({ type: 'asset', fileName: 'build.json', source: `${source}\n` });
    },
  };
}

export default defineConfig({
  base: './',
  publicDir: 'public',
  plugins: [wasmAsFiles(), listOfFiles()],
  logLevel: 'warn',
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      // The engine's reader of WebAssembly has an `eval` that is never come to; the page's policy forbids it anyway.
      onLog: (level, log, handler) => log.code !== 'EVAL' && handler(level, log),
      input: { fill: 'src/main.ts', sw: 'src/sw.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : '[name]-[hash].js'),
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
  test: { environment: 'jsdom', include: ['tests/**/*.test.ts'] },
});
