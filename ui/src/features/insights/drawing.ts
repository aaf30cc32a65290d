/**
 * A chart as a PNG. The SVG is copied with the styles it has now written into it: an image knows no style sheet. It is
 * drawn at twice its size, on the colour of the window, under its title.
 */

const SCALE = 2;
const MARGIN = 16;
const TITLE = 28;
const LEGEND = 24;
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
  return new XMLSerializer().serializeToString(copy);
}

/** Loaded, not decoded: the older WebKits cannot decode an SVG ahead of time. */
function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('the chart could not be read as a picture'));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  });
}

/** A shade of the legend and what it means. */
interface Shade {
  name: string;
  fill: string;
  stroke: string;
}

function legendOf(chart: Element): Shade[] {
  return [...chart.querySelectorAll('li')].flatMap((entry) => {
    const box = entry.querySelector('rect');
    if (box === null) return [];
    const { fill, fillOpacity, stroke } = getComputedStyle(box);
    const shade =
      fillOpacity === '1' ? fill : `color-mix(in srgb, ${fill} ${Number(fillOpacity) * 100}%, transparent)`;
    return [{ name: entry.textContent ?? '', fill: shade, stroke }];
  });
}

/** The SVG of a chart, under title and subtitle and over its legend, as a PNG in Base64. */
export async function pngOf(chart: Element, title: string, subtitle: string): Promise<string> {
  const svg = chart.querySelector('svg');
  if (svg === null) throw new Error('there is no chart to draw');
  const image = await imageOf(svg);
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  const legend = legendOf(chart);
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + TITLE + 2 * MARGIN + (legend.length > 0 ? LEGEND : 0)) * SCALE;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('this window cannot draw pictures');
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const family = getComputedStyle(document.body).fontFamily;
  const write = (text: string, x: number, y: number, font: string, fill: string) => {
    pen.font = `${font} ${family}`;
    pen.fillStyle = fill;
    pen.fillText(text, x, y);
    return x + pen.measureText(text).width;
  };
  pen.scale(SCALE, SCALE);
  pen.fillStyle = colour('--td-bg');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const after = write(title, MARGIN, MARGIN + 14, '600 14px', colour('--td-text'));
  write(subtitle, after + 12, MARGIN + 14, '12px', colour('--td-dim'));
  pen.drawImage(image, MARGIN, MARGIN + TITLE, width, height);
  let x = MARGIN;
  const y = MARGIN + TITLE + height + LEGEND;
  for (const { name, fill, stroke } of legend) {
    pen.fillStyle = fill;
    pen.fillRect(x + 1, y - 10, 10, 10);
    if (stroke !== 'none') {
      pen.strokeStyle = stroke;
      pen.strokeRect(x + 1, y - 10, 10, 10);
    }
    x = write(name, x + 18, y - 1, '12px', colour('--td-dim')) + 16;
  }
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
