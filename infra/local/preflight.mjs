// The first thing every npm script runs: one clear line when the Node it runs on cannot run the sources.
// Plain JavaScript of an old dialect on purpose: an old Node must be able to read it.
var required = 24;
var major = Number(process.versions.node.split('.')[0]);
if (major < required) {
  process.stderr.write(
    'rangelight: needs Node ' +
      required +
      ' but runs on ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '); ' +
      'npm ci brings it unless install scripts are disabled: npm rebuild node --ignore-scripts=false\n',
  );
  process.exit(1);
}
