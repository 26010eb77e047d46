import { isMap, isNode, isScalar, parseDocument } from 'yaml';

/**
 * A `hush.yml` with no apps in it, for a bot whose apps are others. What stands on a line stands on that line still, so that what is wrong
 * with it is told as of the original. What is no sound YAML comes back as it is: no bot starts with it.
 */
export function withoutApps(text: string): string {
  const { contents, errors } = parseDocument(text);
  if (errors.length > 0 || !isMap(contents)) return text;
  const apps = contents.items.find(({ key }) => isScalar(key) && key.value === 'apps');
  if (!apps || !isNode(apps.key) || !apps.key.range) return text;
  const [from, end] = apps.key.range;
  const to = isNode(apps.value) && apps.value.range ? apps.value.range[1] : end;
  const lines = text.slice(from, to).replace(/[^\n]/g, '');
  return `${text.slice(0, from)}apps: {}${lines}${text.slice(to)}`;
}
