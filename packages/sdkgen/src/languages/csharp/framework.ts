// Names of .NET that a program has in sight, by its own imports or by the implicit ones of a new project. A model of such
// a name would be ambiguous in the README's program, so it is called by its whole name there; `Program` is that program.

const NAMES = new Set(
  `Action ActivationContext Activator AppContext AppDomain AppDomainSetup ApplicationId ArgIterator Array AsyncCallback
  Base64FormattingOptions BinaryData BitConverter Boolean Buffer Byte Char CharEnumerator Console ConsoleColor ConsoleKey
  ConsoleKeyInfo ConsoleModifiers ConsoleSpecialKey Convert DateOnly DateTime DateTimeKind DateTimeOffset DayOfWeek Decimal
  Delegate Double Enum Environment EnvironmentVariableTarget EventArgs EventHandler FormattableString GC Guid Half HashCode
  Index Int128 Int16 Int32 Int64 IntPtr Math MathF MemoryExtensions MidpointRounding ModuleHandle MulticastDelegate Nullable
  Object OperatingSystem Program Progress Random Range SByte SequencePosition Single String StringComparer StringComparison
  StringSplitOptions TimeOnly TimeProvider TimeSpan TimeZone TimeZoneInfo Tuple TupleExtensions Type TypeCode UInt128 UInt16
  UInt32 UInt64 UIntPtr Uri UriBuilder UriComponents UriFormat UriHostNameType UriKind UriParser UriPartial ValueTuple
  ValueType Version Void WeakReference
  Attribute AttributeTargets Exception ConsoleCancelEventArgs ConsoleCancelEventHandler GCCollectionMode LoaderOptimization
  MarshalByRefObject ContextBoundObject PlatformID ResolveEventArgs TypedReference UriCreationOptions DBNull Lazy
  BinaryReader BinaryWriter BufferedStream Directory DirectoryInfo DriveInfo DriveType EnumerationOptions ErrorEventArgs File
  FileAccess FileAttributes FileInfo FileMode FileOptions FileShare FileStream FileSystemInfo FileSystemWatcher
  FileStreamOptions FileSystemEventArgs HandleInheritability MatchCasing MatchType MemoryStream NotifyFilters Path
  RandomAccess RenamedEventArgs SearchOption SeekOrigin Stream StreamReader StreamWriter StringReader StringWriter TextReader
  TextWriter UnixFileMode WaitForChangedResult WatcherChangeTypes
  Enumerable EnumerableQuery ParallelEnumerable ParallelExecutionMode ParallelMergeOptions ParallelQuery Queryable
  CollectionExtensions KeyValuePair ReferenceEqualityComparer
  ApartmentState AsyncFlowControl AutoResetEvent Barrier CancellationToken CancellationTokenSource ContextCallback
  CountdownEvent EventResetMode EventWaitHandle ExecutionContext Interlocked LazyInitializer Lock LockCookie
  LockRecursionPolicy ManualResetEvent ManualResetEventSlim Monitor Mutex NativeOverlapped Overlapped PeriodicTimer
  ReaderWriterLock ReaderWriterLockSlim RegisteredWaitHandle Semaphore SemaphoreSlim SpinLock SpinWait
  SynchronizationContext Thread ThreadPool ThreadPriority ThreadStart ThreadState Timeout Timer TimerCallback Volatile
  WaitCallback WaitHandle Parallel ParallelLoopResult ParallelLoopState ParallelOptions Task TaskContinuationOptions
  TaskCreationOptions TaskExtensions TaskFactory TaskScheduler TaskStatus ValueTask
  ByteArrayContent ClientCertificateOption DelegatingHandler FormUrlEncodedContent HeaderEncodingSelector HttpClient
  HttpClientHandler HttpCompletionOption HttpContent HttpKeepAlivePingPolicy HttpMessageHandler HttpMessageInvoker HttpMethod
  HttpProtocolException HttpRequestError HttpRequestMessage HttpRequestOptions HttpResponseMessage HttpVersionPolicy
  MessageProcessingHandler MultipartContent MultipartFormDataContent ReadOnlyMemoryContent SocketsHttpHandler StreamContent
  StringContent`.split(/\s+/),
);

export const isOfFramework = (name: string): boolean =>
  NAMES.has(name) || /^(?:I[A-Z]|Json|Utf8Json)|(?:Exception|Attribute)$/.test(name);
