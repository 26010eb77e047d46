import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FieldValue } from '../../contract.ts';
import { countText } from '../text/dates.ts';
import type { InputProps } from './input.ts';

type Files = Extract<FieldValue, { readonly files: unknown }>['files'];

/** Files, chosen with a button or dropped onto the field. */
export function FileField({ id, element, value, label, notes, invalid, onChange }: InputProps): VNode {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const files: Files = typeof value === 'object' && 'files' in value ? value.files : [];
  const most = Number(element.max_files ?? 10);
  const types = Array.isArray(element.filetypes) ? element.filetypes.map(String) : [];
  const take = async (chosen: FileList | null | undefined) => {
    const added = await Promise.all([...(chosen ?? [])].map(asFile));
    // One more than fits replaces the oldest, as choosing again does.
    if (added.length > 0) onChange({ files: [...files, ...added].slice(-most) });
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') void take(event.dataTransfer?.files);
  };
  return html`<div class=${`drop${over ? ' is-over' : ''}`} onDragOver=${drag} onDragLeave=${drag} onDrop=${drag}>
    <input ref=${input} id=${id} class="hidden" type="file" tabindex="-1" aria-label=${label} multiple=${most > 1}
      accept=${types.map((type) => `.${type}`).join(',') || undefined}
      onChange=${(event: Event) => {
        const target = event.currentTarget as HTMLInputElement;
        void take(target.files).then(() => {
          target.value = '';
        });
      }} />
    ${files.map(
      ({ name, base64 }, at) => html`<div class="chip" key=${`${name} ${at}`}>
        <span class="chip-name">${name}</span>
        <small>${sizeText(base64)}</small>
        <button type="button" class="icon-button" aria-label=${`Remove ${name}`}
          onClick=${() => onChange({ files: files.filter((_, other) => other !== at) })}>×</button>
      </div>`,
    )}
    <button type="button" class="button is-small" aria-describedby=${notes} data-invalid=${invalid} onClick=${() => input.current?.click()}>
      ${files.length > 0 ? 'Choose another file' : 'Choose a file'}
    </button>
    <span class="drop-words">or drop it here${types.length > 0 ? ` (${types.join(', ').toUpperCase()})` : ''}</span>
  </div>`;
}

async function asFile(file: File): Promise<Files[number]> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return { name: file.name, base64: url.slice(url.indexOf(',') + 1) };
}

function sizeText(base64: string): string {
  const bytes = Math.floor((base64.length * 3) / 4);
  return bytes < 1024 ? `${countText(bytes)} bytes` : `${countText(Math.ceil(bytes / 1024))} KB`;
}
