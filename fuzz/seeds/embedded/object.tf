8
 schemaVersion = 0700
 "phases" : [{ name = "${x}", steps = <<A
b
A
 }]
