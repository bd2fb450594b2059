using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.Sessions;

/// <summary>
/// Refresh tokens of sessions (WIRE §4.5). One is computed from the session and a key outside the database, so there is
/// nothing to store and nothing to leak; it ends with its session.
/// </summary>
internal sealed class RefreshTokens(KeyEncryptionKey kek)
{
    private readonly byte[] _key = kek.Derive("refresh_token");

    public string Of(SessionRow session) =>
        "rt_" + Base62.Encode(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{session.InstanceId}:{session.Id}:{session.CreatedAt.ToUnixTimeMilliseconds()}")), 43);

    public bool Belongs(SessionRow session, string? token) => Secrets.Same(Of(session), token);
}
