// Connection strings and what sign-in and audit need, in a vault that one identity may read. Sources' own secrets are added by hand.

param name string
param location string
param databaseHost string
param redisClusterName string

@secure()
param databasePassword string

@secure()
param clientSecret string

@secure()
param sessionSecret string

@secure()
param auditSigningKey string

// The built-in role "Key Vault Secrets User".
var secretsUserRoleId = '4633458b-17de-408a-b874-0445c86b69e6'

resource cluster 'Microsoft.Cache/redisEnterprise@2025-04-01' existing = {
  name: redisClusterName

  resource database 'databases' existing = { name: 'default' }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }

  resource databaseUrl 'secrets' = {
    name: 'database-url'
    properties: {
      value: 'postgres://tieback:${uriComponent(databasePassword)}@${databaseHost}:5432/tieback?sslmode=verify-full'
    }
  }

  resource redisUrl 'secrets' = {
    name: 'redis-url'
    properties: {
      value: 'rediss://:${uriComponent(cluster::database.listKeys().primaryKey)}@${cluster.properties.hostName}:10000'
    }
  }

  resource client 'secrets' = {
    name: 'client-secret'
    properties: { value: clientSecret }
  }

  resource session 'secrets' = {
    name: 'session-secret'
    properties: { value: sessionSecret }
  }

  resource auditKey 'secrets' = {
    name: 'audit-signing-key'
    properties: { value: auditSigningKey }
  }
}

resource reader 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, reader.id, secretsUserRoleId)
  scope: vault
  properties: {
    principalId: reader.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUserRoleId)
  }
}

output readerIdentityId string = reader.id
output databaseUrlSecret string = vault::databaseUrl.properties.secretUri
output redisUrlSecret string = vault::redisUrl.properties.secretUri
output clientSecretSecret string = vault::client.properties.secretUri
output sessionSecretSecret string = vault::session.properties.secretUri
output auditSigningKeySecret string = vault::auditKey.properties.secretUri
