'use strict';
// Arrow keys walk the causes as they are seen; left folds or goes up, right unfolds or goes down. Without this script
// each cause still folds by a click, by the Enter key and by the blank.
const heads = () => [...document.querySelectorAll('.head')].filter(
  head => !head.parentElement.parentElement.closest('details:not([open])'));
const folds = () => document.querySelectorAll('.causes details');
const above = head => head.parentElement.parentElement.closest('details')?.querySelector('.head');
document.getElementById('fold').addEventListener('click', () => folds().forEach(one => { one.open = false; }));
document.getElementById('unfold').addEventListener('click', () => folds().forEach(one => { one.open = true; }));
document.querySelector('.causes').addEventListener('keydown', event => {
  const head = event.target.closest('.head');
  if (!head || event.altKey || event.ctrlKey || event.metaKey) return;
  const seen = heads(), at = seen.indexOf(head), own = head.parentElement;
  const foldable = own.tagName === 'DETAILS';
  let next;
  switch (event.key) {
    case 'ArrowDown': next = seen[at + 1]; break;
    case 'ArrowUp': next = seen[at - 1]; break;
    case 'Home': next = seen[0]; break;
    case 'End': next = seen[seen.length - 1]; break;
    case 'ArrowLeft': if (foldable && own.open) own.open = false; else next = above(head); break;
    case 'ArrowRight': if (foldable && !own.open) own.open = true; else if (foldable) next = seen[at + 1]; break;
    default: return;
  }
  event.preventDefault();
  next?.focus();
});
// a link to what is told elsewhere unfolds what is around it
document.querySelector('.causes').addEventListener('click', event => {
  const link = event.target.closest('a.same');
  if (!link) return;
  event.preventDefault();
  const told = document.getElementById(link.hash.slice(1));
  for (let one = told; one; one = one.parentElement.closest('details')) if (one.tagName === 'DETAILS') one.open = true;
  told.querySelector('.head').focus();
});
