// The handset without leaving the page: sends its forms, writes keys at once, and shows texts that come later.
// All of it works without this script; the server draws every page.
(() => {
  const main = document.getElementById('main');
  const part = (id, root = document) => root.getElementById(id);
  let busy = false;

  // Texts that are there already stay, so that only new ones are spoken.
  const mend = (old, fresh) => {
    const [before, after] = [[...old.children], [...fresh.children]];
    const same = before.length <= after.length && before.every((item, n) => item.outerHTML === after[n].outerHTML);
    if (same) old.append(...after.slice(before.length));
    else old.replaceChildren(...after);
    old.dataset.mark = fresh.dataset.mark;
  };

  // What is the same stays, so that it is not spoken again; fields are always drawn anew, for what was typed in them.
  const swap = (id, page) => {
    const [old, fresh] = [part(id), part(id, page)];
    if (old.innerHTML !== fresh.innerHTML || old.querySelector('input')) old.replaceChildren(...fresh.childNodes);
  };

  const draw = (html, all) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    if (!part('thread', page)) throw new Error('not the handset');
    const focused = document.activeElement?.id;
    const grown = part('thread').dataset.mark !== part('thread', page).dataset.mark;
    mend(part('thread'), part('thread', page));
    const parts = ['empty', 'facts', 'clock'];
    if (all) parts.push('problems', 'composer', 'hidden', 'screen', 'line-row', 'controls');
    parts.forEach((id) => swap(id, page));
    if (all) {
      document.title = page.title;
      main.dataset.here = part('main', page).dataset.here;
      const wrong = document.querySelector('#problems .summary');
      (wrong || (focused && part(focused)) || main).focus({ preventScroll: !wrong });
    }
    if (grown) document.querySelector('.scroll').scrollTop = 0;
  };

  const ask = async (url, options) => {
    const answer = await fetch(url, { cache: 'no-store', ...options });
    return { answer, html: await answer.text() };
  };

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const url = event.submitter?.getAttribute('formaction') || form.getAttribute('action');
      const { answer, html } = await ask(url, { method: 'POST', body });
      draw(html, true);
      if (answer.redirected) history.replaceState(null, '', main.dataset.here);
    } catch {
      const said = document.createElement('p');
      said.className = 'summary wrong';
      said.setAttribute('role', 'alert');
      said.textContent = main.dataset.offline;
      part('problems').replaceChildren(said);
    } finally {
      busy = false;
    }
  });

  // A key writes on the line; a number that only shows what to dial makes room for it.
  document.addEventListener('click', (event) => {
    const key = event.target.closest('button[name=key]');
    if (!key) return;
    event.preventDefault();
    const line = part('line');
    const shown = line.dataset.code && line.value === line.dataset.code;
    line.value = ((shown ? '' : line.value) + key.value).slice(0, 160);
  });

  setInterval(async () => {
    if (busy || document.hidden) return;
    try {
      const number = document.querySelector('#hidden [name=n]').value;
      const { html } = await ask(`/handset?n=${number}`, { headers: { accept: 'application/json' } });
      if (JSON.parse(html).mark === part('thread').dataset.mark || busy) return;
      draw((await ask(main.dataset.here)).html, false);
    } catch {
      // The next look may find the service again.
    }
  }, 4000);
})();
