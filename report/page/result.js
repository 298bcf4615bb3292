'use strict';
// Each button plays the sound after it; one sound at a time.
const buttons = [...document.querySelectorAll('button.clip')];
const soundOf = button => document.getElementById(button.dataset.clip);
const draw = button => {
  const playing = !soundOf(button).paused;
  button.setAttribute('aria-pressed', String(playing));
  button.querySelector('use').setAttribute('href', playing ? '#i-pause' : '#i-play');
};
for (const button of buttons) {
  const sound = soundOf(button);
  for (const what of ['play', 'pause', 'ended']) sound.addEventListener(what, () => draw(button));
  button.addEventListener('click', () => {
    const start = sound.paused;
    for (const other of buttons) soundOf(other).pause();
    if (!start) return;
    sound.currentTime = 0;
    sound.play().catch(() => {}); // paused before it began
  });
}
