/* global document, SwaggerUIBundle, window */
// Swagger UI is dark under this class only; the rest of the page follows the system by itself.
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
const followSystem = () => document.documentElement.classList.toggle('dark-mode', prefersDark.matches)
followSystem()
prefersDark.addEventListener('change', followSystem)

SwaggerUIBundle({
  // Both documents say the same, and Swagger UI draws this one in less than half the time.
  url: '/openapi-3.0.json',
  dom_id: '#drawn-operations',
  deepLinking: true,
  filter: true,
  displayRequestDuration: true,
  showExtensions: true,
  // Closed, so that the page opens at its list; a component is found from the operation that uses it.
  defaultModelsExpandDepth: 0,
  // The validator is somebody else's server: nothing leaves this origin.
  validatorUrl: null,
})
