namespace Foyer.Contracts;

/// <summary>Organizations. Off until they are built.</summary>
public sealed record OrganizationSettings
{
    /// <summary>Whether organizations exist. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Members at most. Default 5.</summary>
    public int MaxAllowedMemberships { get; init; } = 5;

    /// <summary>Role of whoever creates an organization.</summary>
    public string CreatorRole { get; init; } = "org:admin";

    /// <summary>Whether a session must act for an organization. Default false.</summary>
    public bool ForceOrganizationSelection { get; init; }

    /// <summary>What administrators may do.</summary>
    public OrganizationActionSettings Actions { get; init; } = new();

    /// <summary>Verified domains.</summary>
    public OrganizationDomainSettings Domains { get; init; } = new();

    /// <summary>Slugs.</summary>
    public OrganizationSlugSettings Slug { get; init; } = new();

    /// <summary>Suggestions for new organizations.</summary>
    public Switch OrganizationCreationDefaults { get; init; } = new();
}

/// <summary>What administrators of an organization may do.</summary>
public sealed record OrganizationActionSettings
{
    /// <summary>Delete the organization. Default true.</summary>
    public bool AdminDelete { get; init; } = true;
}

/// <summary>Verified domains of organizations.</summary>
public sealed record OrganizationDomainSettings
{
    /// <summary>Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Modes on offer.</summary>
    public IReadOnlyList<string> EnrollmentModes { get; init; } = [];

    /// <summary>Role of people who join by domain.</summary>
    public string DefaultRole { get; init; } = "org:member";
}

/// <summary>Slugs of organizations.</summary>
public sealed record OrganizationSlugSettings
{
    /// <summary>Default false.</summary>
    public bool Disabled { get; init; }
}
