7schemaVersion: 1.0
  phases:
  - name: build
    steps:
    - name: One
      action: ExecuteBash
      inputs:
        commands: [date]
  