// One environment of Tieback in one resource group: network, logs, secrets, Postgres, Redis, server and worker.
//
// These files have passed a syntax check and were never deployed by the project. Before a first deployment run
// `az deployment group what-if` and read it. Not in here yet: private endpoints for Redis and Key Vault, a gateway,
// alert rules, backup tests, customer-managed keys.
//
//   az deployment group create --resource-group <group> --parameters parameters/dev.bicepparam

targetScope = 'resourceGroup'

@description('Short name of the environment; part of every resource name.')
@minLength(2)
@maxLength(8)
param environment string

param location string = resourceGroup().location

@description('Image of this repository after `npm ci` and `npm run build`, with the site files. The project publishes none.')
param image string

@description('Sources file inside the image: which systems to read, and their site mapping files.')
param sourcesFile string = '/site/sources.yaml'

@description('Identity file inside the image: the OpenID provider, and what its claims give; docs/identity.md.')
param identityFile string = '/site/identity.yaml'

@description('Address that browsers use, such as https://tieback.example.com; the provider knows it as redirect address.')
param publicUrl string

@secure()
@description('Secret of the client that the identity file names; the file reads it from TIEBACK_CLIENT_SECRET.')
param clientSecret string

@secure()
@description('What sessions are encrypted with: `openssl rand -base64 48`.')
param sessionSecret string

@secure()
@description('Private key that signs the audit log: `openssl genpkey -algorithm ed25519`, as PEM.')
param auditSigningKey string

@description('Compute of Postgres.')
param postgresSku { name: string, tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized' }

@description('Whether Postgres has a standby in another zone; not to be had with a burstable SKU.')
param isZoneRedundant bool = false

@secure()
@description('Password of the Postgres role that owns the schema.')
param postgresPassword string

@description('Name of the Redis SKU, such as Balanced_B0.')
param redisSku string = 'Balanced_B0'

@description('Least and most replicas of the server.')
param serverReplicas { min: int, max: int } = { min: 1, max: 3 }

var name = 'tieback-${environment}'
// Vault, server and cache names are unique in the world, not in the group.
var uniqueName = 'tieback${environment}${take(uniqueString(resourceGroup().id), 6)}'

module network 'modules/network.bicep' = {
  name: 'network'
  params: { name: name, location: location }
}

module logs 'modules/logs.bicep' = {
  name: 'logs'
  params: { name: name, location: location }
}

module postgres 'modules/postgres.bicep' = {
  name: 'postgres'
  params: {
    name: uniqueName
    location: location
    sku: postgresSku
    isZoneRedundant: isZoneRedundant
    password: postgresPassword
    subnetId: network.outputs.postgresSubnetId
    privateDnsZoneId: network.outputs.postgresDnsZoneId
  }
}

module redis 'modules/redis.bicep' = {
  name: 'redis'
  params: { name: uniqueName, location: location, sku: redisSku }
}

module secrets 'modules/secrets.bicep' = {
  name: 'secrets'
  params: {
    name: uniqueName
    location: location
    databaseHost: postgres.outputs.host
    databasePassword: postgresPassword
    redisClusterName: redis.outputs.clusterName
    clientSecret: clientSecret
    sessionSecret: sessionSecret
    auditSigningKey: auditSigningKey
  }
}

module apps 'modules/apps.bicep' = {
  name: 'apps'
  params: {
    name: name
    location: location
    image: image
    sourcesFile: sourcesFile
    identityFile: identityFile
    publicUrl: publicUrl
    subnetId: network.outputs.appsSubnetId
    workspaceName: logs.outputs.workspaceName
    identityId: secrets.outputs.readerIdentityId
    databaseUrlSecret: secrets.outputs.databaseUrlSecret
    redisUrlSecret: secrets.outputs.redisUrlSecret
    clientSecretSecret: secrets.outputs.clientSecretSecret
    sessionSecretSecret: secrets.outputs.sessionSecretSecret
    auditSigningKeySecret: secrets.outputs.auditSigningKeySecret
    serverReplicas: serverReplicas
  }
}

@description('Reachable from inside the network only; publicUrl has to lead here.')
output address string = apps.outputs.address
