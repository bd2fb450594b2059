using System.Security.Cryptography;

namespace Foyer.Server.Passwords.Imports;

/// <summary>
/// Checks of PBKDF2 digests that wait for a core. Whoever gets one takes others along, in the lanes of its registers: only
/// those who wait anyway, so nobody waits for company.
/// </summary>
internal sealed class Pbkdf2Checks(LaneWidth width)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Pbkdf2Check> _waiting = new();

    /// <summary>Lets others compute this check too, until it is <see cref="Run"/> or it <see cref="Leave"/>s.</summary>
    public Pbkdf2Check Add(Pbkdf2Digest digest, byte[] password)
    {
        Pbkdf2Check check = new(digest, password);
        lock (_lock)
        {
            _waiting.AddLast(check);
        }

        return check;
    }

    /// <summary>Computes a check, and those it takes along; nothing when another took it along: then the answer comes from there.</summary>
    public void Run(Pbkdf2Check check)
    {
        Pbkdf2Check[] taken = Take(check);
        try
        {
            Compute(taken);
        }
        catch (Exception broken)
        {
            Array.ForEach(taken, one => one.Break(broken));
        }
    }

    /// <summary>Forgets a check whose owner stopped waiting.</summary>
    public void Leave(Pbkdf2Check check)
    {
        lock (_lock)
        {
            if (_waiting.Remove(check))
            {
                check.Wipe();
            }
        }
    }

    private Pbkdf2Check[] Take(Pbkdf2Check check)
    {
        HashAlgorithmName algorithm = check.Digest.Algorithm;
        lock (_lock)
        {
            if (!_waiting.Remove(check))
            {
                return [];
            }

            Pbkdf2Check[] others = [.. _waiting.Where(other => other.Digest.Algorithm == algorithm).Take(Pbkdf2Lanes.Count(algorithm, width) - 1)];
            if (others.Length + 1 < Pbkdf2Lanes.Fewest(algorithm, width))
            {
                return [check];
            }

            Array.ForEach(others, other => _waiting.Remove(other));
            return [.. others.Append(check).OrderBy(one => one.Digest.Iterations)];
        }
    }

    private void Compute(Pbkdf2Check[] taken)
    {
        switch (taken)
        {
            case []:
                break;
            case [Pbkdf2Check alone]:
                alone.Finish(alone.Digest.Matches(alone.Password));
                break;
            default:
                Pbkdf2Lanes.Derive(
                    width, taken[0].Digest.Algorithm, [.. taken.Select(one => new Pbkdf2Input(one.Password, one.Digest.Salt, one.Digest.Iterations))],
                    (lane, derived) => taken[lane].Finish(taken[lane].Digest.Matches(taken[lane].Password, derived)));
                break;
        }
    }
}

/// <summary>A password waiting to be checked against a PBKDF2 digest. It is wiped when the answer is there.</summary>
internal sealed class Pbkdf2Check(Pbkdf2Digest digest, byte[] password)
{
    private readonly TaskCompletionSource<bool> _isRight = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Pbkdf2Digest Digest => digest;

    /// <summary>As UTF-8.</summary>
    public byte[] Password => password;

    public Task<bool> IsRight => _isRight.Task;

    public void Finish(bool isRight)
    {
        Wipe();
        _isRight.SetResult(isRight);
    }

    public void Break(Exception broken)
    {
        Wipe();
        _isRight.TrySetException(broken);
    }

    public void Wipe() => CryptographicOperations.ZeroMemory(password);
}
