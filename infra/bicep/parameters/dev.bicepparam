using '../main.bicep'

param environment = 'dev'
param image = readEnvironmentVariable('TIEBACK_IMAGE')
param postgresSku = { name: 'Standard_B2s', tier: 'Burstable' }
param postgresPassword = readEnvironmentVariable('TIEBACK_POSTGRES_PASSWORD')
