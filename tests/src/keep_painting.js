// The body of a function: an all but invisible dot moves to and fro, so that there is always a next frame.
const dot = document.createElement('div');
dot.id = 'keep-painting';
dot.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px; background: #7f7f7f05';
document.body.append(dot);
let frame = 0;
const move = () => {
  if (!dot.isConnected) return;
  frame += 1;
  dot.style.left = `${frame % 2}px`;
  requestAnimationFrame(move);
};
move();
