import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Hundreds of processes of Tieback are started, and compiling is half of what a short one does.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache', 'compile')

const never = ['**/node_modules/**', '**/dist/**', '.cache/**', '.tieback/**']

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{contracts,domain,store,adapters,jobs,sim,server,spa,pact,bench}/**/*.test.{ts,tsx}'],
          exclude: never,
          environment: 'node',
          // One Postgres for a whole run; each file that needs it makes a database of its own in it.
          globalSetup: 'store/test/global-setup.ts',
          // Zone tables, embedded databases and simulators are slow on a small machine, and none of it is a hang.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'mock',
          include: ['e2e/mock/**/*.test.ts'],
          exclude: never,
          environment: 'node',
          globalSetup: 'e2e/mock/global-setup.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A browser wants the machine for itself: one file at a time, after everything cheaper.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: [...never, 'e2e/mock/**'],
          environment: 'node',
          // Starts the whole product once; the tests share it.
          globalSetup: 'e2e/global-setup.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A browser and the whole product want the machine for themselves too.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
