// The body of an asynchronous function: axe-core, loaded before, looks at the page; one line for each broken rule.
const done = arguments[arguments.length - 1];
window.axe
  .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  .then(
    (report) =>
      done({
        faults: report.violations.map(
          (rule) => `${rule.id}: ${rule.help} (${rule.nodes.map((node) => node.target.join(' ')).join(' | ')})`,
        ),
      }),
    (error) => done({ error: String(error) }),
  );
