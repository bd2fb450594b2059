using System.Collections.Frozen;
using Foyer.Server.EmailAddresses;

namespace Foyer.Server.Restrictions;

/// <summary>Domains of throw-away mail, from a file the operator supplies: one a line, <c>#</c> begins a comment.</summary>
internal sealed class DisposableDomains
{
    private readonly FrozenSet<string> _domains;

    private DisposableDomains(IEnumerable<string> domains) => _domains = domains.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether there is a list at all.</summary>
    public bool IsKnown => _domains.Count > 0;

    /// <summary>Reads the file; without one nothing is known.</summary>
    /// <exception cref="StartupException">The file cannot be read, holds nothing, or holds something that is no domain.</exception>
    public static DisposableDomains Load(string? file)
    {
        if (file is null)
        {
            return new DisposableDomains([]);
        }

        try
        {
            List<string> domains = [];
            int number = 0;
            foreach (string line in File.ReadLines(file))
            {
                number++;
                string text = line.Split('#')[0].Trim();
                if (text.Length > 0)
                {
                    domains.Add(EmailAddressRules.Normalize("any@" + text) is { } address
                        ? RestrictionRules.Domain(address)
                        : throw new StartupException($"Line {number} of '{file}' is no domain: '{text}'."));
                }
            }

            return domains.Count > 0 ? new DisposableDomains(domains) : throw new StartupException($"'{file}' holds no domain.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The list of throw-away domains '{file}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Whether the domain of a normalised address, or one above it, is listed: providers of such mail hand out subdomains.</summary>
    public bool Contains(string emailAddress)
    {
        for (string? domain = RestrictionRules.Domain(emailAddress); domain is not null; domain = domain.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? domain[(dot + 1)..] : null)
        {
            if (_domains.Contains(domain))
            {
                return true;
            }
        }

        return false;
    }
}
