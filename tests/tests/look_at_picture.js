// The body of an asynchronous function of (chart): what is in `window.picture` against the chart that it shows; null while
// there is none. The margins are those of `pngOf` in the window's own drawing.ts.
const [chart, done] = [document.querySelector(arguments[0]), arguments[arguments.length - 1]];
const [SCALE, MARGIN, TITLE, LEGEND] = [2, 16, 28, 24];
const svg = chart.querySelector('[role=group] svg');
const look = (image) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const ground = String(pen.getImageData(0, 0, 1, 1).data);
  const isDrawn = (x, y, width, height) => {
    const { data } = pen.getImageData(x * SCALE, y * SCALE, width * SCALE, height * SCALE);
    for (let at = 0; at < data.length; at += 4) if (String(data.slice(at, at + 4)) !== ground) return true;
    return false;
  };
  const bottom = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll('[data-mark] rect')].map((mark) => mark.getBoundingClientRect());
  const box = boxes.sort((a, b) => b.width * b.height - a.width * a.height)[0];
  const middle = [box.x + box.width / 2 - bottom.x + MARGIN, box.y + box.height / 2 - bottom.y + MARGIN + TITLE];
  const legend = chart.querySelector('li rect') === null ? 0 : LEGEND;
  return {
    type: /^data:([^;]+);base64,/.exec(window.picture)?.[1],
    size: [image.width, image.height],
    wanted: [
      (svg.clientWidth + 2 * MARGIN) * SCALE,
      (svg.clientHeight + TITLE + 2 * MARGIN + legend) * SCALE,
    ],
    title: isDrawn(MARGIN, MARGIN, 80, 16),
    mark: isDrawn(...middle, 1, 1),
  };
};
if (window.picture === null) done(null);
else {
  const image = new Image();
  image.onload = () => done(look(image));
  image.onerror = () => done({ type: 'unreadable' });
  image.src = window.picture;
}
