using '../main.bicep'

param environment = 'prod'
param image = readEnvironmentVariable('TIEBACK_IMAGE')
param postgresSku = { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose' }
param isZoneRedundant = true
param postgresPassword = readEnvironmentVariable('TIEBACK_POSTGRES_PASSWORD')
param publicUrl = readEnvironmentVariable('TIEBACK_PUBLIC_URL')
param clientSecret = readEnvironmentVariable('TIEBACK_CLIENT_SECRET')
param sessionSecret = readEnvironmentVariable('SESSION_SECRET')
param auditSigningKey = readEnvironmentVariable('AUDIT_SIGNING_KEY')
param redisSku = 'Balanced_B1'
param serverReplicas = { min: 2, max: 6 }
