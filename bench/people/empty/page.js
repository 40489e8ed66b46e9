document.querySelector('button').addEventListener('click', () => {
  document.querySelector('ul').replaceChildren(document.querySelector('template').content.cloneNode(true));
});
