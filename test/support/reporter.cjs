// CommonJS: mocha loads a reporter with `require` and takes what the module is.
const { reporters } = require('mocha');

/** Mocha's own output, then one line for those who only want to know how it ended. */
module.exports = class ClosingLine extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  }
};
