"""Requests for the floor, the counts that stay of them, and for whom participants speak."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    for table in ('participant', 'registration_request'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('stakeholder_type', sa.Text(), server_default='', nullable=False))

    op.create_table('intervention_count',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('part', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('place', sa.String(length=20), nullable=False),
    sa.Column('region', sa.String(length=40), nullable=False),
    sa.Column('stakeholder_type', sa.String(length=40), nullable=False),
    sa.Column('delivered', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('oral', 'written')", name=op.f('ck_intervention_count_kind_known')),
    sa.CheckConstraint("place IN ('remote', 'room')", name=op.f('ck_intervention_count_place_known')),
    sa.CheckConstraint('delivered >= 0', name=op.f('ck_intervention_count_delivered_positive')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_intervention_count_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'session', 'part', 'kind', 'place', 'region', 'stakeholder_type', name=op.f('pk_intervention_count'))
    )
    op.create_table('intervention',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('stakeholder_type', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('place', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('asked_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("kind IN ('oral', 'written')", name=op.f('ck_intervention_kind_known')),
    sa.CheckConstraint("place IN ('remote', 'room')", name=op.f('ck_intervention_place_known')),
    sa.CheckConstraint("state IN ('asked', 'accepted', 'delivered', 'declined', 'withdrawn', 'no-show')", name=op.f('ck_intervention_state_known')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_intervention_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_intervention_participant_id_participant'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intervention')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('intervention', schema=None) as batch_op:
        batch_op.create_index('ix_intervention_event_id_session_part', ['event_id', 'session', 'part'], unique=False)
        batch_op.create_index(batch_op.f('ix_intervention_participant_id'), ['participant_id'], unique=False)


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('intervention', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_intervention_participant_id'))
        batch_op.drop_index('ix_intervention_event_id_session_part')

    op.drop_table('intervention')
    op.drop_table('intervention_count')
    with op.batch_alter_table('registration_request', schema=None) as batch_op:
        batch_op.drop_column('stakeholder_type')
    # SQLite makes the table anew: said again, so that no id of theirs is given out twice.
    with op.batch_alter_table('participant', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('stakeholder_type')
