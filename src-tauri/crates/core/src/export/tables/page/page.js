
'use strict';
(() => {
  const WORDS = {
    en: {
      title: 'Calls and recordings',
      search: 'Search',
      recorded: 'Only with a file',
      more: 'Show more',
      open: 'Open the file',
      count: (shown, all) => (shown === all ? `${all} calls` : `${shown} of ${all} calls`),
      left: (n) => ` (${n} more are only in the tables beside this page)`,
      play: 'Play',
      cannot: 'This browser cannot play the file, or it is not there. Open it with another program:',
      heads: ['Recording', 'Start', 'Direction', 'Caller', 'Called', 'Extension', 'Queue', 'Talk', 'Status', 'Id'],
    },
    zh: {
      title: '通话与录音',
      search: '搜索',
      recorded: '仅显示有文件的',
      more: '显示更多',
      open: '打开文件',
      count: (shown, all) => (shown === all ? `${all} 个通话` : `${all} 个通话中的 ${shown} 个`),
      left: (n) => `（另有 ${n} 个仅在同一文件夹的表格中）`,
      play: '播放',
      cannot: '浏览器无法播放此文件，或文件不存在。请用其他程序打开：',
      heads: ['录音', '开始', '方向', '主叫', '被叫', '分机', '队列', '通话时长', '状态', '编号'],
    },
  };
  const chinese = /^zh\b/i.test(navigator.language);
  const words = chinese ? WORDS.zh : WORDS.en;
  if (chinese) document.documentElement.lang = 'zh-CN';
  document.title = words.title;
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = words[node.dataset.t];

  const by = (id) => document.getElementById(id);
  const make = (name, text, parent) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.append(node);
    return node;
  };
  const data = JSON.parse(by('data').textContent);
  const party = (number, name) => (name && name !== number ? `${number} ${name}`.trim() : number);
  const clock = (seconds) => {
    const pad = (n) => String(n).padStart(2, '0');
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
  };
  const rows = data.calls.map((call, place) => {
    const [id, start, direction, extension, extensionName, caller, callerName, called, calledName, queue, talk, status, result, reason, files] = call;
    const row = { id, place, direction, queue, talk, status, result, reason, files };
    row.start = start.slice(0, 19).replace('T', ' ');
    row.caller = party(caller, callerName);
    row.called = party(called, calledName);
    row.extension = party(extension, extensionName);
    row.who = `${row.start} ${row.caller} → ${row.called}`;
    row.talkText = clock(talk);
    row.text = [row.start, row.talkText, ...call.flat()].join('\n').toLowerCase();
    return row;
  });
  const KEYS = [(row) => row.files.length, (row) => row.place, (row) => row.direction, (row) => row.caller, (row) => row.called, (row) => row.extension, (row) => row.queue, (row) => row.talk, (row) => row.status, (row) => row.id];
  const order = new Intl.Collator(undefined, { numeric: true }).compare;
  const STEP = 200;
  let view = rows;
  let drawn = 0;
  let sorted = { column: 1, down: false };
  let pressed = null;
  let playing = null;

  const button = (row, path, index, cell) => {
    const label = row.files.length > 1 ? `${words.play} ${index + 1}` : words.play;
    const node = make('button', label, cell);
    node.type = 'button';
    node.setAttribute('aria-label', `${label}: ${row.who}`);
    node.setAttribute('aria-pressed', String(path === playing));
    if (path === playing) pressed = node;
    node.addEventListener('click', () => play(row, path, node));
  };
  const line = (row) => {
    const tr = make('tr');
    const cell = (text, fixed) => {
      const td = make('td', text, tr);
      td.dir = 'auto';
      if (fixed) td.className = 'fixed';
      return td;
    };
    const first = cell(undefined, row.files.length > 0);
    row.files.forEach((path, index) => { button(row, path, index, first); });
    if (row.result && row.result !== 'done' && !(row.result === 'skipped' && row.files.length && !row.reason)) {
      make('small', row.reason ? `${row.result}: ${row.reason}` : row.result, first);
    }
    cell(row.start, true);
    cell(row.direction, true);
    cell(row.caller);
    cell(row.called);
    cell(row.extension);
    cell(row.queue);
    cell(row.talkText, true);
    cell(row.status, true);
    cell(row.id);
    return tr;
  };
  const draw = (most) => {
    const end = Math.min(view.length, most);
    const part = document.createDocumentFragment();
    for (; drawn < end; drawn += 1) part.append(line(view[drawn]));
    by('rows').append(part);
    by('more').hidden = drawn >= view.length;
  };
  const show = () => {
    const wanted = by('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    const recorded = by('recorded').checked;
    view = rows.filter((row) => (!recorded || row.files.length) && wanted.every((word) => row.text.includes(word)));
    const key = KEYS[sorted.column];
    const sign = sorted.down ? -1 : 1;
    view.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      return (typeof x === 'number' ? x - y : order(x, y)) * sign || a.place - b.place;
    });
    by('count').textContent = words.count(view.length, rows.length) + (data.more ? words.left(data.more) : '');
    by('rows').replaceChildren();
    drawn = 0;
    draw(STEP);
  };
  const heads = words.heads.map((name, column) => {
    const head = make('th', undefined, by('heads'));
    head.scope = 'col';
    const press = make('button', name, head);
    press.type = 'button';
    press.addEventListener('click', () => {
      sorted = { column, down: sorted.column === column && !sorted.down };
      mark();
      show();
    });
    return { head, press, name };
  });
  const mark = () => heads.forEach(({ head, press, name }, column) => {
    const on = column === sorted.column;
    head.setAttribute('aria-sort', on ? (sorted.down ? 'descending' : 'ascending') : 'none');
    press.textContent = on ? `${name} ${sorted.down ? '▼' : '▲'}` : name;
  });

  const audio = by('audio');
  const play = (row, path, node) => {
    if (path === playing && !audio.error) {
      if (audio.paused) audio.play().catch(() => undefined);
      else audio.pause();
      return;
    }
    if (pressed) pressed.setAttribute('aria-pressed', 'false');
    pressed = node;
    playing = path;
    node.setAttribute('aria-pressed', 'true');
    by('player').hidden = false;
    by('playing').textContent = row.who;
    // Every name as a name: nothing in it is a scheme, a query or a way out of the folder.
    const address = `./${path.split('/').map(encodeURIComponent).join('/')}`;
    by('file').href = address;
    audio.src = address;
    audio.play().catch(() => undefined);
  };
  audio.addEventListener('error', () => {
    if (playing) by('playing').textContent = `${words.cannot} ${playing}`;
  });

  by('search').addEventListener('input', show);
  by('recorded').addEventListener('change', show);
  by('more').addEventListener('click', () => draw(drawn + STEP));
  new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting) && !by('more').hidden) draw(drawn + STEP);
  }, { rootMargin: '600px' }).observe(by('more'));
  addEventListener('beforeprint', () => draw(view.length));
  addEventListener('keydown', (event) => {
    const typing = event.target === by('search');
    if (event.key === '/' && !typing) {
      event.preventDefault();
      by('search').focus();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const row = event.target.closest('tbody tr');
    if (!row && !typing) return;
    const next = (tr) => (event.key === 'ArrowDown' ? tr.nextElementSibling : tr.previousElementSibling);
    let to = row ? next(row) : by('rows').firstElementChild;
    while (to && !to.querySelector('button')) to = next(to);
    if (to) {
      event.preventDefault();
      to.querySelector('button').focus();
    }
  });
  mark();
  show();
})();
