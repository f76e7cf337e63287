"""Words that say nothing about what is meant, and words that name things only now and then."""

import re

_FILLER = """
a an the this that these those our my your their its it is are was were be been am do does did has have had will would
can could should may who whom whose what which where when why how owns own owned owner owners owning responsible
maintains maintain runs of for to in on at by from with about and or not no yes me we us you they he she i please
hey hi hello thanks thank find show tell ask get give know need anybody anyone someone somebody there here if then
as so but down broken failing fails failed error errors again now today just any all some into out up off over under
"""
_GENERIC = """
api app apps search web www site server client backend frontend front back worker gateway proxy database db cache queue
service services system component library user users login auth home docs doc status test tests main master prod
production staging dev develop default config common core shared utils util lib libs src internal external admin data
event events report reports metrics log logs logging monitor monitoring alert alerts build deploy deployment release
pod node cluster job jobs task tasks file files image images page pages team group support help info email mail message
messages notification notifications order check update create delete start stop run ship send receive platform product
security network storage cloud infra tools tool bot demo example sample index handler handlers model models view views
controller controllers controllers helper helpers module modules package packages cmd pkg vendor dist bin etc usr var opt
srv home root tmp workspace work runner code project projects repo repos java kotlin scala python js ts go ruby rb cs
resources webpack node_modules site-packages domain infrastructure impl rest http https grpc rpc time request response
"""
FILLER = frozenset(_FILLER.split())
GENERIC = frozenset(_GENERIC.split())

_IDENTIFIER = re.compile(r"[^\W_][-_./\d]|[-_.][^\W_]|\d[a-z]|[a-z][A-Z]")


def is_identifier(token: str) -> bool:
    """It looks like something a machine is called: `payments-api`, `ledgerDb`, `s3`; not like a word of a sentence."""
    return bool(_IDENTIFIER.search(token)) and any(character.isalpha() for character in token)
