// Every benchmark, one after the other. Each can also be run by itself: npm run bench:summary.
import './summary/main.ts'
