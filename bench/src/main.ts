// Every benchmark, one after the other. Each can also be run by itself: npm run bench:http.
import './http/main.ts'
