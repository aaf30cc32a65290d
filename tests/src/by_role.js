// The body of a function of (role, name): the first element in view with that role and a name that contains the text.
const implicit = {
  button: 'button',
  checkbox: 'input[type=checkbox]',
  dialog: 'dialog',
  heading: 'h1, h2, h3, h4, h5, h6',
  link: 'a[href]',
  list: 'ul, ol',
  radio: 'input[type=radio]',
  textbox: 'input:not([type]), input[type=text], input[type=search], textarea',
};
const [role, wanted] = arguments;
const selector = [`[role="${role}"]`, implicit[role]].filter(Boolean).join(', ');
const nameOf = (element) => {
  const labelled = (element.getAttribute('aria-labelledby') ?? '')
    .split(/\s+/)
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ')
    .trim();
  const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(' ');
  return labelled || element.getAttribute('aria-label') || labels || element.textContent || '';
};
return (
  [...document.querySelectorAll(selector)].find(
    (element) => element.getClientRects().length > 0 && nameOf(element).includes(wanted),
  ) ?? null
);
