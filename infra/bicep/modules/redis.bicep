// The job queue's backend. One endpoint without cluster redirections, and no eviction: an evicted key would be a lost job.

param name string
param location string
param sku string

resource cluster 'Microsoft.Cache/redisEnterprise@2025-04-01' = {
  name: name
  location: location
  sku: { name: sku }
  properties: { minimumTlsVersion: '1.2' }

  resource database 'databases' = {
    name: 'default'
    properties: {
      clientProtocol: 'Encrypted'
      port: 10000
      clusteringPolicy: 'EnterpriseCluster'
      evictionPolicy: 'NoEviction'
      accessKeysAuthentication: 'Enabled'
    }
  }
}

output clusterName string = cluster.name
