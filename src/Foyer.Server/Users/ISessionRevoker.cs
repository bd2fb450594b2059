namespace Foyer.Server.Users;

/// <summary>Ends a person's sessions when something about the person demands it. Sessions implement it; users do not know them.</summary>
internal interface ISessionRevoker
{
    /// <summary>Ends every live session of the person but one; null for no exception.</summary>
    Task RevokeAll(Tx tx, string instanceId, string userId, string? except = null);
}
