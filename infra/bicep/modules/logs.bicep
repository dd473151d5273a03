// Where the containers' standard output goes: Tieback logs one JSON object a line.

param name string
param location string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

output workspaceName string = workspace.name
