// What every page gains where scripts run: nothing is sent twice, a wrong form shows its first fault, lost lines keep what was typed.
const fault = document.querySelector('[data-faults]');
if (fault) fault.focus();

for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (!navigator.onLine) {
      event.preventDefault();
      document.querySelector('[data-offline]')?.removeAttribute('hidden');
      return;
    }
    form.dataset.sent = '1';
    form.setAttribute('aria-busy', 'true');
  });
}

// Where the navigation is wider than the screen, the page one is on stands in sight.
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// Back from the next page out of the browser's memory: the form may be sent again, under the same id.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    form.removeAttribute('aria-busy');
  }
});
addEventListener('online', () => document.querySelector('[data-offline]')?.setAttribute('hidden', ''));

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
for (const button of document.querySelectorAll('[data-read-aloud]')) {
  if (!('speechSynthesis' in window)) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    speechSynthesis.cancel();
    // What is seen is read, not what is hidden.
    // biome-ignore lint/performance/useDomNodeTextContent: see above
    const words = new SpeechSynthesisUtterance(document.querySelector('main').innerText);
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    speechSynthesis.speak(words);
  });
}
for (const button of document.querySelectorAll('[data-here]')) {
  if (!('geolocation' in navigator)) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const to = new URL(location.href);
        to.searchParams.set('near', `${coords.longitude.toFixed(4)},${coords.latitude.toFixed(4)}`);
        location.href = to.href;
      },
      () => button.nextElementSibling?.removeAttribute('hidden'),
      { timeout: 8000 },
    );
  });
}

const main = document.querySelector('main');
if (main.dataset.live) {
  const timer = setInterval(async () => {
    // Nobody's reading place or half-made choice is taken away.
    if (document.hidden || main.contains(document.activeElement)) return;
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
    if (!fresh) return;
    main.replaceChildren(...fresh.childNodes);
    // What was waited for has come: nothing is left to look for.
    if (!fresh.dataset.live) clearInterval(timer);
  }, Number(main.dataset.live) * 1000);
}
if (main.dataset.hideAfter) setTimeout(() => location.replace('/staff'), Number(main.dataset.hideAfter) * 1000);
