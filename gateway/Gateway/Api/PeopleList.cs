namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/people</c>.</summary>
public sealed record PeopleList(IReadOnlyList<PersonView> People);
