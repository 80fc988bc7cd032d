HostProcess.ignoreBrokenPipes()
let invocation = Invocation(words: Array(CommandLine.arguments.dropFirst()), environment: HostProcess.environment())
HostProcess.end(await invocation.run())
