import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const typeScript = ['**/*.ts', '**/*.tsx']
const tests = [
  '**/*.test.{ts,tsx}',
  '**/test/**',
  '**/{testing,conformance}.ts',
  'adapters/src/conformance/**',
  'e2e/**',
]
/** Read by tools that ask for a default export. */
const toolConfigs = ['**/*.config.{js,ts}', '.dependency-cruiser.js', '**/global-setup.ts']

/** A directive that silences a rule says why, after `--`. */
const explainedDirectives = {
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (/^\s*eslint-disable/.test(comment.value) && !/\s--\s+\S/.test(comment.value)) {
          context.report({ loc: comment.loc, message: 'Say why after "--": // eslint-disable-next-line rule -- why' })
        }
      }
    },
  }),
}

const clockReads = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time as an argument.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take the time as an argument.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take a seed as an argument.',
  },
]

export default defineConfig(
  globalIgnores(['**/dist/**', '**/node_modules/**', '.cache/**', '.tieback/**', 'coverage/**', 'screenshots/**']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: typeScript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // `import { type A }` alone would still load the module when it runs.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    plugins: { tieback: { rules: { 'explained-directives': explainedDirectives } } },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'tieback/explained-directives': 'error',
    },
  },
  {
    files: ['spa/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    // Rules are pure: the same input gives the same answer whenever they run.
    files: ['contracts/src/**', 'domain/src/**', 'sim/src/**'],
    // The simulated clock is where the simulated field meets the real time.
    ignores: [...tests, 'sim/src/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clockReads], 'no-console': 'error' },
  },
  {
    files: tests,
    rules: {
      // A `describe` is a list, not a function to be read at once.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a test takes apart are objects of closures, typed in method notation.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: toolConfigs,
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
)
