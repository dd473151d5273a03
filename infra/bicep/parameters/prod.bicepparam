using '../main.bicep'

param environment = 'prod'
param image = readEnvironmentVariable('TIEBACK_IMAGE')
param postgresSku = { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose' }
param isZoneRedundant = true
param postgresPassword = readEnvironmentVariable('TIEBACK_POSTGRES_PASSWORD')
param redisSku = 'Balanced_B1'
param serverReplicas = { min: 2, max: 6 }
