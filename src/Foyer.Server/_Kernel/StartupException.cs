namespace Foyer.Server;

/// <summary>The server cannot start for a reason the operator can mend; the message says what and where in one sentence.</summary>
public sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(message)
    {
    }

    public StartupException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
