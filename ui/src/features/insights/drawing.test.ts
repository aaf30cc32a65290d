import { expect, it } from 'vitest';
import { pngOf, standalone } from './drawing';

it('writes the look of a chart into its copy, which knows no style sheet', () => {
  document.body.innerHTML =
    '<style>.bar { fill: rgb(1, 2, 3) }</style><svg><g><rect class="bar" width="4"></rect></g></svg>';
  const svg = document.querySelector('svg') as SVGSVGElement;
  const alone = new DOMParser().parseFromString(standalone(svg), 'image/svg+xml');
  const bar = alone.querySelector('rect') as SVGRectElement;
  expect(bar.style.getPropertyValue('fill')).toBe('rgb(1, 2, 3)');
  expect(bar.hasAttribute('class')).toBe(false);
  expect(bar.getAttribute('width')).toBe('4');
  expect(svg.querySelector('rect')?.getAttribute('style'), 'the chart in the window stays').toBeNull();
});

it('says when there is nothing to draw', async () => {
  await expect(pngOf(document.createElement('div'), 'Calls', '')).rejects.toThrow('no chart');
});
