const list = document.querySelector('ol');

for (const button of document.querySelectorAll('button'))
  button.addEventListener('click', async () => {
    const rows = await window.rows(`${button.textContent}@kith.test`);
    list.replaceChildren(
      ...rows.toReversed().map(({ body }) => {
        const row = document.createElement('li');
        row.textContent = body;
        return row;
      }),
    );
    list.scrollTop = list.scrollHeight;
  });
