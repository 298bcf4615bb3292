'use strict';
// The player of one call. Everything it needs stands in the page: times in data attributes, the sound in <audio>.
(() => {
  const byId = id => document.getElementById(id);
  const audio = byId('audio'), picture = byId('picture'), call = byId('call'), small = byId('small');
  const head = byId('head'), cursor = byId('cursor'), range = byId('range'), time = byId('time');
  const duration = Number(picture.dataset.duration), point = picture.dataset.point;
  const parse = text => (text || '').split(',').filter(Boolean).map(pair => pair.split('-').map(Number));
  const skips = parse(audio.dataset.skip);
  const JUMP_S = 5, PLACES = [1, 2, 4, 8];
  let playing = null; // the evidence being played: {spans, at, button}
  let frame = 0;

  document.body.classList.add('live');
  audio.controls = false;

  const clock = (s, decimals) => {
    const tenths = decimals ? Math.floor(s * 10 + 1e-6) / 10 : Math.round(s);
    const minutes = Math.floor(tenths / 60), rest = (tenths - 60 * minutes).toFixed(decimals).padStart(decimals ? 4 : 2, '0');
    const text = minutes >= 60 ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
    return text.replace('.', point);
  };
  const clamp = s => Math.min(Math.max(s, 0), duration);

  // ---- showing where we are
  const show = () => {
    const now = clamp(audio.currentTime), share = 100 * now / duration;
    head.style.left = `${share}%`;
    time.value = `${clock(now, 1)} / ${clock(duration, 0)}`;
    picture.setAttribute('aria-valuenow', now.toFixed(1));
    picture.setAttribute('aria-valuetext', clock(now, 1));
    small.querySelector('output').value = clock(now, 1);
    small.querySelector('i').style.width = `${share}%`;
  };
  const icon = (button, name) => button.querySelector('use').setAttribute('href', `#i-${name}`);
  const showState = () => {
    const main = byId('play'), name = audio.paused ? 'play' : 'pause';
    icon(main, name);
    main.querySelector('span').textContent = main.dataset[name];
    icon(small.querySelector('button'), name);
    small.querySelector('button').setAttribute('aria-label', main.dataset[name]);
  };
  const follow = () => {
    const box = picture.parentElement, x = picture.clientWidth * audio.currentTime / duration;
    if (picture.clientWidth > box.clientWidth && (x < box.scrollLeft || x > box.scrollLeft + box.clientWidth))
      box.scrollLeft = x - box.clientWidth / 4;
  };

  // ---- evidence: one or several stretches, one after the other, and then silence
  const endEvidence = () => {
    if (!playing) return;
    playing.button.classList.remove('playing');
    const use = playing.button.querySelector('use');
    if (use) use.setAttribute('href', '#i-play');
    range.hidden = true;
    small.querySelector('span').textContent = '';
    playing = null;
  };
  const startSpan = () => {
    const [start, end] = playing.spans[playing.at];
    audio.currentTime = start;
    range.hidden = false;
    range.style.left = `${100 * start / duration}%`;
    range.style.width = `${100 * Math.max(end - start, 0.05) / duration}%`;
    follow();
  };
  const hear = button => {
    const again = playing && playing.button === button;
    endEvidence();
    if (again && !audio.paused) return audio.pause();
    playing = {spans: parse(button.dataset.play), at: 0, button};
    button.classList.add('playing');
    const use = button.querySelector('use');
    if (use) use.setAttribute('href', '#i-pause');
    small.querySelector('span').textContent = button.getAttribute('aria-label') || button.textContent;
    startSpan();
    play();
  };
  const evidenceTick = () => {
    const end = playing.spans[playing.at][1];
    if (audio.currentTime < end) return;
    if (++playing.at < playing.spans.length) return startSpan();
    audio.pause();
    audio.currentTime = end;
    endEvidence();
  };

  // ---- playing
  const play = () => {
    if (graph) graph.context.resume();
    audio.play().catch(() => showState());
  };
  const toggle = () => {
    if (!audio.paused) return audio.pause();
    if (audio.currentTime >= duration - 0.05) audio.currentTime = 0;
    play();
  };
  const seek = s => {
    endEvidence();
    audio.currentTime = clamp(s);
    show();
    follow();
  };
  const skipping = () => byId('skip').getAttribute('aria-pressed') === 'true';
  const skipTick = () => {
    const now = audio.currentTime;
    const gap = skips.find(([start, end]) => now >= start && now < end - 0.05);
    if (gap) audio.currentTime = gap[1];
  };
  const tick = () => {
    if (playing) evidenceTick();
    else if (skipping()) skipTick();
    show();
  };
  const loop = () => {
    tick();
    if (!audio.paused) {
      follow();
      frame = requestAnimationFrame(loop);
    }
  };
  audio.addEventListener('play', () => { showState(); cancelAnimationFrame(frame); loop(); });
  audio.addEventListener('pause', () => { showState(); show(); });
  audio.addEventListener('ended', () => { endEvidence(); showState(); });
  audio.addEventListener('seeked', show);
  // Frames stop in a tab that is not seen; this goes on, so that evidence ends there too.
  audio.addEventListener('timeupdate', () => { if (!audio.paused) tick(); });

  // ---- one side alone: a switchboard between the two channels and the two ears
  let graph = null;
  const openGraph = () => {
    const context = new AudioContext(), source = context.createMediaElementSource(audio);
    const splitter = context.createChannelSplitter(2), merger = context.createChannelMerger(2);
    source.connect(splitter);
    const gains = [0, 1].map(from => [0, 1].map(to => {
      const gain = context.createGain();
      splitter.connect(gain, from);
      gain.connect(merger, 0, to);
      return gain.gain;
    }));
    merger.connect(context.destination);
    graph = {context, gains};
  };
  const solo = which => { // a channel, or null for each side in its own ear
    if (!graph && which === null) return;
    if (!graph) openGraph();
    graph.context.resume();
    for (const from of [0, 1])
      for (const to of [0, 1]) graph.gains[from][to].value = which === null ? Number(from === to) : Number(from === which);
  };
  const agentChannel = Number(audio.dataset.agent);
  const sides = ['agent', 'caller'].map(byId).filter(Boolean);
  sides.forEach((button, i) => button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    sides.forEach(other => other.setAttribute('aria-pressed', String(other === button && on)));
    solo(on ? (i === 0 ? agentChannel : 1 - agentChannel) : null);
  }));
  // A browser lets a page opened from disk play a sound beside it, but not take it apart.
  if (location.protocol === 'file:' && !audio.src.startsWith('data:')) sides.forEach(button => { button.hidden = true; });

  // ---- events, buttons, keys
  const events = [...document.querySelectorAll('#events li')];
  const step = direction => {
    const now = audio.currentTime, starts = events.map(li => Number(li.dataset.start));
    const i = direction > 0 ? starts.findIndex(s => s > now + 0.05) : starts.findLastIndex(s => s < now - 0.3);
    if (i < 0) return;
    events.forEach((li, k) => li.classList.toggle('now', k === i));
    seek(starts[i]);
  };
  byId('play').addEventListener('click', toggle);
  small.querySelector('button').addEventListener('click', toggle);
  byId('previous').addEventListener('click', () => step(-1));
  byId('next').addEventListener('click', () => step(1));
  byId('skip').addEventListener('click', () => byId('skip').setAttribute('aria-pressed', String(!skipping())));
  byId('speed').addEventListener('change', () => { audio.playbackRate = audio.defaultPlaybackRate = Number(byId('speed').value); });
  document.querySelectorAll('[data-play]').forEach(button => {
    if (button.dataset.play && button.id !== 'play') button.addEventListener('click', () => hear(button));
  });

  const timeAt = event => clamp(duration * (event.clientX - picture.getBoundingClientRect().left) / picture.clientWidth);
  picture.addEventListener('click', event => seek(timeAt(event)));
  picture.addEventListener('pointermove', event => {
    if (event.pointerType === 'touch') return;
    cursor.hidden = false;
    cursor.style.left = `${100 * timeAt(event) / duration}%`;
    cursor.firstElementChild.textContent = clock(timeAt(event), 1);
  });
  picture.addEventListener('pointerleave', () => { cursor.hidden = true; });

  let zoom = 0;
  const setZoom = level => {
    zoom = Math.min(Math.max(level, 0), PLACES.length - 1);
    picture.style.setProperty('--zoom', PLACES[zoom]);
    call.dataset.zoom = PLACES[zoom];
    byId('narrow').disabled = zoom === 0;
    byId('wide').disabled = zoom === PLACES.length - 1;
    const box = picture.parentElement;
    box.scrollLeft = picture.clientWidth * audio.currentTime / duration - box.clientWidth / 2;
  };
  byId('wide').addEventListener('click', () => setZoom(zoom + 1));
  byId('narrow').addEventListener('click', () => setZoom(zoom - 1));
  setZoom(0);

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.target.closest('button, select, summary, a, input');
    if (event.key === ' ' && !on) toggle();
    else if (event.key === 'ArrowLeft' && !event.target.closest('select')) event.shiftKey ? step(-1) : seek(audio.currentTime - JUMP_S);
    else if (event.key === 'ArrowRight' && !event.target.closest('select')) event.shiftKey ? step(1) : seek(audio.currentTime + JUMP_S);
    else return;
    event.preventDefault();
  });

  // The small player stands in while the picture is out of sight.
  let seen = true;
  const place = () => { small.hidden = seen || (audio.paused && audio.currentTime === 0); };
  new IntersectionObserver(entries => { seen = entries[entries.length - 1].isIntersecting; place(); }).observe(call);
  audio.addEventListener('play', place);
  window.addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => { d.open = true; }));
  show();
  showState();
})();
