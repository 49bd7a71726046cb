/** The words of a report that is written to a file. */
export const doctorReport = {
  title: 'aliproxy doctor',
  facts: {
    system: 'System',
    architecture: 'Architecture',
    node: 'Node.js',
    program: 'aliproxy',
    examined: 'Examined',
    result: 'Result',
  },
  wsl: 'WSL',
  verdict: { good: 'Nothing failed', bad: 'Something is wrong' },
  troubles: 'What is wrong',
  noTroubles: 'Nothing is wrong.',
  optional: 'Good to know',
  found: 'Found',
  expected: 'Expected',
  allChecks: (n: number) => `All ${n} checks`,
  urls: 'Who uses which proxy',
  fixes: 'What --fix did',
  evidence: 'Evidence',
  evidenceUse: 'Saved as a file, it can be judged anywhere: aliproxy doctor --replay FILE',
  redacted:
    'Credentials are left out; names of hosts, of the machine and its user, and public addresses are replaced by labels.',
  read: 'Look it through before you share it: folders and names of projects are shown as they are.',
};
