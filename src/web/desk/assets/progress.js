// Keeps the progress panel current. Without it the page shows where things stood when it was opened.
const panel = document.querySelector('[data-progress]');
const numbers = new Intl.NumberFormat('en-GB');

function show({ share, audience, counts, eta }) {
  const bar = panel.querySelector('progress');
  bar.max = Math.max(1, audience);
  bar.value = share * audience;
  panel.querySelector('.progress-number').textContent = `${Math.floor(share * 100)} %`;
  panel.querySelector('[data-audience]').textContent = numbers.format(audience);
  panel.querySelector('[data-eta]').textContent = eta;
  for (const place of panel.querySelectorAll('[data-count]')) {
    place.textContent = numbers.format(counts[place.dataset.count]);
  }
}

if (panel) {
  const source = new EventSource(panel.dataset.progress);
  source.addEventListener('progress', (event) => {
    const now = JSON.parse(event.data);
    show(now);
    if (now.state === panel.dataset.state) return;
    // Other buttons fit the new state, so the whole page is asked for again.
    source.close();
    location.replace(location.pathname);
  });
}
