/**
 * Puts text on the clipboard. Webviews allow that only within the click or key that asked for it, so a text that has yet to
 * be read is handed over as a promise: awaiting it first would come too late.
 */
export async function copyText(text: string | Promise<string>): Promise<void> {
  if (typeof ClipboardItem === 'undefined') {
    await navigator.clipboard.writeText(await text);
    return;
  }
  const blob = Promise.resolve(text).then((ready) => new Blob([ready], { type: 'text/plain' }));
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}
