import { describe, expect, it } from 'vitest';
import { actionFor, BINDINGS, type Focus, focusOf } from './keys';

const press = (key: string, held: Partial<Parameters<typeof actionFor>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  altGraph: false,
  ...held,
});
const at = (key: string, focus: Focus = 'free') => actionFor(press(key), focus);

describe('keys of the player', () => {
  it('are one key for one thing', () => {
    const keys = BINDINGS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    [' ', 'toggle'],
    ['K', 'toggle'],
    ['ArrowLeft', 'back5'],
    ['ArrowRight', 'forward5'],
    ['PageDown', 'back10'],
    ['PageUp', 'forward10'],
    ['j', 'back10'],
    ['l', 'forward10'],
    ['[', 'slower'],
    [']', 'faster'],
    [',', 'previousCall'],
    ['.', 'nextCall'],
    ['a', 'markA'],
    ['b', 'markB'],
    ['?', 'showKeys'],
  ])('%s means %s', (key, action) => {
    expect(at(key)).toBe(action);
  });

  it('belong to the text field while somebody types, and to a sheet that is open', () => {
    for (const { keys } of BINDINGS) {
      for (const key of keys) {
        expect(at(key, 'text')).toBeNull();
        expect(at(key, 'dialog')).toBeNull();
      }
    }
  });

  it('leave the ways of a table to the table', () => {
    expect([' ', 'ArrowLeft', 'PageUp'].map((key) => at(key, 'list'))).toEqual([null, null, null]);
    expect(at('k', 'list')).toBe('toggle');
  });

  it('leave Space to a focused button', () => {
    expect(at(' ', 'control')).toBeNull();
    expect(at('ArrowLeft', 'control')).toBe('back5');
  });

  it('are no shortcuts of the window, but may be typed with AltGr', () => {
    expect(actionFor(press('a', { ctrlKey: true }), 'free')).toBeNull();
    expect(actionFor(press('k', { metaKey: true }), 'free')).toBeNull();
    expect(actionFor(press('[', { ctrlKey: true, altKey: true, altGraph: true }), 'free')).toBe('slower');
  });
});

describe('focusOf', () => {
  const inside = (html: string, selector: string) => {
    const box = document.createElement('div');
    box.innerHTML = html;
    return box.querySelector(selector);
  };

  it.each([
    ['<input type="text">', 'input', 'text'],
    ['<textarea></textarea>', 'textarea', 'text'],
    ['<input type="checkbox">', 'input', 'control'],
    ['<div role="grid"><div tabindex="0"></div></div>', '[tabindex]', 'list'],
    ['<div role="grid"><input type="text"></div>', 'input', 'text'],
    ['<button>x</button>', 'button', 'control'],
    ['<div role="slider"></div>', 'div', 'list'],
    ['<div role="slider" data-player-slider></div>', 'div', 'free'],
    ['<p></p>', 'p', 'free'],
  ])('%s', (html, selector, focus) => {
    expect(focusOf(inside(html, selector), false)).toBe(focus);
  });

  it('gives everything but text to an open sheet', () => {
    expect(focusOf(inside('<p></p>', 'p'), true)).toBe('dialog');
    expect(focusOf(null, true)).toBe('dialog');
    expect(focusOf(window, false)).toBe('free');
  });
});
