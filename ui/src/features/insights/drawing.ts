/**
 * A chart as a PNG. The SVG is copied with the styles it has now written into it: an image knows no style sheet. It is
 * drawn at twice its size, on the colour of the window, under its title.
 */

const SCALE = 2;
const MARGIN = 16;
const TITLE = 28;
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'font-family',
  'font-size',
  'text-anchor',
  'visibility',
] as const;

/** The SVG as it looks, standing alone. */
export function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>('*')]);
  from?.forEach((element, place) => {
    const [style, target] = [getComputedStyle(element), to?.[place]];
    for (const name of STYLES) target?.style.setProperty(name, style.getPropertyValue(name));
    target?.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await image.decode();
  return image;
}

/** The chart as a PNG in Base64. */
export async function pngOf(svg: SVGSVGElement, title: string): Promise<string> {
  const image = await imageOf(svg);
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + TITLE + 2 * MARGIN) * SCALE;
  const drawing = canvas.getContext('2d');
  if (drawing === null) throw new Error('this window has no canvas');
  const look = getComputedStyle(document.documentElement);
  drawing.scale(SCALE, SCALE);
  drawing.fillStyle = look.getPropertyValue('--td-bg');
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.fillStyle = look.getPropertyValue('--td-text');
  drawing.font = `600 14px ${getComputedStyle(document.body).fontFamily}`;
  drawing.fillText(title, MARGIN, MARGIN + 14);
  drawing.drawImage(image, MARGIN, MARGIN + TITLE, width, height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
