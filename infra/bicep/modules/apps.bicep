// The server and the worker: one image, two commands. Neither keeps state, so both can be replaced at any time.

param name string
param location string
param image string
param sourcesFile string
param identityFile string
param publicUrl string
param subnetId string
param workspaceName string
param identityId string
param databaseUrlSecret string
param redisUrlSecret string
param clientSecretSecret string
param sessionSecretSecret string
param auditSigningKeySecret string
param serverReplicas { min: int, max: int }

var port = 4310

var secrets = [
  { name: 'database-url', keyVaultUrl: databaseUrlSecret, identity: identityId }
  { name: 'redis-url', keyVaultUrl: redisUrlSecret, identity: identityId }
  { name: 'session-secret', keyVaultUrl: sessionSecretSecret, identity: identityId }
]

// The worker signs nobody in and signs nothing.
var serverSecrets = concat(secrets, [
  { name: 'client-secret', keyVaultUrl: clientSecretSecret, identity: identityId }
  { name: 'audit-signing-key', keyVaultUrl: auditSigningKeySecret, identity: identityId }
])

// Names and units: server/src/config/environment.ts.
var settings = [
  { name: 'NODE_ENV', value: 'production' }
  { name: 'DATABASE_URL', secretRef: 'database-url' }
  { name: 'REDIS_URL', secretRef: 'redis-url' }
  { name: 'TIEBACK_HOST', value: '0.0.0.0' }
  { name: 'TIEBACK_PORT', value: string(port) }
  { name: 'TIEBACK_SOURCES', value: sourcesFile }
  { name: 'TIEBACK_PUBLIC_URL', value: publicUrl }
  { name: 'SESSION_SECRET', secretRef: 'session-secret' }
]

// The identity file names TIEBACK_CLIENT_SECRET; the rest as above.
var serverSettings = concat(settings, [
  { name: 'TIEBACK_IDENTITY', value: identityFile }
  { name: 'TIEBACK_CLIENT_SECRET', secretRef: 'client-secret' }
  { name: 'AUDIT_SIGNING_KEY', secretRef: 'audit-signing-key' }
])

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource host 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: { infrastructureSubnetId: subnetId, internal: true }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

resource server 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-server'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: host.id
    configuration: {
      secrets: serverSecrets
      // The environment is internal, so "external" reaches as far as the network and no further.
      ingress: { external: true, targetPort: port, allowInsecure: false }
    }
    template: {
      // Migrations are additive and take a lock: the old version keeps running on the new schema.
      initContainers: [
        {
          name: 'migrate'
          image: image
          command: ['npx', 'tieback', 'migrate']
          env: settings
          resources: { cpu: json('0.25'), memory: '0.5Gi' }
        }
      ]
      containers: [
        {
          name: 'server'
          image: image
          command: ['npx', 'tieback', 'serve']
          env: serverSettings
          resources: { cpu: json('1'), memory: '2Gi' }
          probes: [
            { type: 'Liveness', httpGet: { path: '/healthz', port: port } }
            { type: 'Readiness', httpGet: { path: '/readyz', port: port } }
          ]
        }
      ]
      scale: { minReplicas: serverReplicas.min, maxReplicas: serverReplicas.max }
    }
  }
}

resource worker 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-worker'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: host.id
    configuration: { secrets: secrets }
    template: {
      containers: [
        {
          name: 'worker'
          image: image
          command: ['npx', 'tieback', 'work']
          env: settings
          resources: { cpu: json('1'), memory: '2Gi' }
        }
      ]
      scale: { minReplicas: 1, maxReplicas: 1 }
    }
  }
}

output address string = 'https://${server.properties.configuration.ingress.fqdn}'
