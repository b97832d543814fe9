// Speaks to the bridge of a card reader on this machine. The PIN is typed at the bridge and never comes here.
const box = document.querySelector('[data-reader]');
const words = JSON.parse(box.dataset.words);
const form = document.getElementById(box.dataset.form);
const chinese = document.documentElement.lang.startsWith('zh');
const find = (name) => box.querySelector(`[${name}]`);
const button = (what) => box.querySelector(`[data-do="${what}"]`);
const kept = 'yikatong-bridge';
let socket;
let asked = 0;
const waiting = new Map();

const show = (node, yes) => node.toggleAttribute('hidden', !yes);

/** One line for people, what to do below it, and the buttons that make sense now. */
function tell(tone, line, { todo = [], can = [], help = false, pair = false } = {}) {
  const told = find('data-told');
  told.className = `say ${tone}`;
  told.textContent = line;
  show(told, true);
  find('data-todo').replaceChildren(
    ...todo.map((one) => Object.assign(document.createElement('li'), { textContent: one })),
  );
  show(find('data-todo'), todo.length > 0);
  show(find('data-pair'), pair);
  show(find('data-acts'), can.length > 0);
  for (const one of [box.dataset.reader, 'choose-pin', 'again']) show(button(one), can.includes(one));
  show(find('data-help'), help);
  find('data-help').open = help && can.includes('again');
}

function ask(what, more = {}) {
  asked += 1;
  const id = asked;
  return new Promise((answer) => {
    waiting.set(id, answer);
    socket.send(JSON.stringify({ id, do: what, ...more }));
  });
}

const said = (answer) => (chinese ? answer : answer.en);

/** What went wrong in the card's own words; where reader or card are missing, the whole diagnosis. */
async function failed(answer) {
  const { title, detail } = said(answer);
  const can = [box.dataset.reader];
  if (answer.code === 'terminal.pin-initial') can.push('choose-pin');
  if (answer.code === 'terminal.pin-blocked') can.pop();
  const todo = [detail];
  if (/no-reader|reader-lost|no-card|card-removed|card-silent|no-pcsc/.test(answer.code)) {
    const found = await ask('diagnose');
    if (found.ok) todo.push(...found.findings.map(({ what, ok, found: seen }) => `${ok ? '✓' : '✗'} ${what}: ${seen}`));
    can.push('again');
  }
  tell('bad', title, { todo, can, help: can.includes('again') });
}

async function admitted() {
  const answer = await ask('readers');
  if (!answer.ok) return failed(answer);
  if (answer.readers.length > 0) return tell('good', words.ready + answer.readers[0], { can: [box.dataset.reader] });
  tell('bad', words.none, { can: ['again'], help: true });
}

function look() {
  tell('info', words.looking);
  socket?.close();
  const mine = new WebSocket(`ws://127.0.0.1:${box.dataset.port}`);
  let opened = false;
  mine.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(data);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  mine.addEventListener('open', async () => {
    opened = true;
    socket = mine;
    const token = sessionStorage.getItem(kept);
    if (token && (await ask('resume', { token })).ok) return admitted();
    tell('info', words.pair, { pair: true, help: true });
  });
  mine.addEventListener('close', () => {
    if (opened && socket !== mine) return;
    waiting.clear();
    tell('bad', opened ? words.lost : words.missing, { can: ['again'], help: true });
  });
}

const deeds = {
  again: () => (socket?.readyState === WebSocket.OPEN && sessionStorage.getItem(kept) ? admitted() : look()),
  async pair() {
    const code = box.querySelector('#pairing').value.trim();
    if (!/^\d{8}$/.test(code)) return tell('bad', words.code, { pair: true, help: true });
    const answer = await ask('pair', { code });
    if (!answer.ok) return tell('bad', said(answer).title, { todo: [said(answer).detail], pair: true, help: true });
    sessionStorage.setItem(kept, answer.token);
    return admitted();
  },
  async 'choose-pin'() {
    tell('wait', words.choosing);
    const answer = await ask('choose-pin');
    return answer.ok ? tell('good', words.chosen, { can: [box.dataset.reader] }) : failed(answer);
  },
  async read() {
    tell('wait', words.working);
    const answer = await ask('read');
    if (!answer.ok) return failed(answer);
    for (const [field, name] of Object.entries(JSON.parse(box.dataset.fill)))
      form.elements.namedItem(field).value = answer.holder[name];
    tell('good', words.done, { can: ['read'] });
    // Enter goes on.
    form.querySelector('button:not([type=button])').focus();
  },
  sign: () => answerWith('sign'),
  prove: () => answerWith('prove'),
};

/** The card answers a number of the platform's, and the answer goes with the form. */
async function answerWith(what) {
  tell('wait', words.working);
  const asking = new URLSearchParams(new FormData(form));
  // The number is a fresh one each time; under the id of the form the first one would come again.
  asking.delete('_id');
  const given = await fetch(`${form.action}/challenge`, { method: 'POST', body: asking }).catch(() => undefined);
  if (!given?.ok) return tell('bad', words.offline, { can: [what] });
  const { challengeId, challenge } = await given.json();
  const { ok, proof, holderSignature, ...rest } = await ask(what, { challenge });
  if (!ok) return failed(rest);
  tell('good', words.done);
  form.elements.namedItem('answer').value = JSON.stringify({
    proof: {
      ...proof,
      challengeId,
      terminalId: form.elements.namedItem('terminalId')?.value ?? null,
      reset: undefined,
    },
    holderSignature,
  });
  form.requestSubmit();
}

for (const [what, deed] of Object.entries(deeds)) button(what)?.addEventListener('click', () => deed());
const command = find('data-command');
command.textContent = `${command.dataset.command} ${location.origin}`;
look();
