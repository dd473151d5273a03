using '../main.bicep'

param environment = 'dev'
param image = readEnvironmentVariable('TIEBACK_IMAGE')
param postgresSku = { name: 'Standard_B2s', tier: 'Burstable' }
param postgresPassword = readEnvironmentVariable('TIEBACK_POSTGRES_PASSWORD')
param publicUrl = readEnvironmentVariable('TIEBACK_PUBLIC_URL')
param clientSecret = readEnvironmentVariable('TIEBACK_CLIENT_SECRET')
param sessionSecret = readEnvironmentVariable('SESSION_SECRET')
param auditSigningKey = readEnvironmentVariable('AUDIT_SIGNING_KEY')
