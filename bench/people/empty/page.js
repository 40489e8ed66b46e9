document.querySelector('button').addEventListener('click', () => {
  document.querySelector('ul').innerHTML = '<li><button type="button">One row</button></li>';
});
